//! Reads standard input beside other work.

use std::io::{self, Read};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

/// What comes in by standard input, in pieces. A few wait at the most.
pub(super) fn pieces_of_standard_input() -> Receiver<io::Result<Vec<u8>>> {
    let (pieces, received) = sync_channel(4);
    thread::spawn(move || {
        let mut input = io::stdin().lock();
        loop {
            let mut piece = vec![0; 64 << 10];
            let read = input.read(&mut piece).map(|length| {
                piece.truncate(length);
                piece
            });
            let is_last = match &read {
                Ok(piece) if piece.is_empty() => return,
                Ok(_) => false,
                Err(error) => error.kind() != io::ErrorKind::Interrupted,
            };
            let is_interrupted = read.is_err() && !is_last;
            if !is_interrupted && (pieces.send(read).is_err() || is_last) {
                return;
            }
        }
    });
    received
}
