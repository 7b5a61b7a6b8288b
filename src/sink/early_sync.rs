//! Brings what is written to files on the disk while more is made, so that little is left to wait for in the end.

use std::fs::File;
use std::io;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

/// A thread that waits for the disk.
pub(crate) struct EarlySync {
    files: SyncSender<File>,
    thread: JoinHandle<io::Result<()>>,
}

/// When so many bytes of a file are new, it is time: fewer would make the disk busy with small pieces.
const PART: u64 = 4 << 20;

impl EarlySync {
    pub(crate) fn start() -> EarlySync {
        let (files, waiting) = sync_channel::<File>(1);
        let thread = std::thread::spawn(move || waiting.iter().try_for_each(|file| file.sync_data()));
        EarlySync { files, thread }
    }

    /// Takes note of bytes that a file got, of which `new` are not on their way to the disk.
    ///
    /// # Errors
    /// If the system has no more handles of files.
    pub(crate) fn written(&self, file: &File, bytes: usize, new: &mut u64) -> io::Result<()> {
        *new += bytes as u64;
        if *new >= PART {
            match self.files.try_send(file.try_clone()?) {
                Ok(()) => *new = 0,
                // The disk is busy, or an error waits for the end.
                Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => {}
            }
        }
        Ok(())
    }

    /// Waits for what is on its way.
    ///
    /// # Errors
    /// What the disk did not take: the system says so once.
    pub(crate) fn finish(self) -> io::Result<()> {
        drop(self.files);
        self.thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }
}
