//! Ends the session when the editor that started it is gone, even if somebody else still holds its pipes.

use std::sync::mpsc::Sender;

use super::event::SessionEvent;

/// Looks after a process by its number, and says when it is gone.
#[cfg(unix)]
pub(super) fn watch(process: u32, events: Sender<SessionEvent>) {
    use std::thread;
    use std::time::Duration;

    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};

    const PAUSE: Duration = Duration::from_secs(2);
    let Some(parent) = i32::try_from(process).ok().and_then(Pid::from_raw) else { return };
    thread::spawn(move || {
        while test_kill_process(parent) != Err(Errno::SRCH) {
            thread::sleep(PAUSE);
        }
        // The session may have ended before.
        let _ = events.send(SessionEvent::InputEnded);
    });
}

/// Elsewhere the input ends with the editor.
#[cfg(not(unix))]
pub(super) fn watch(_process: u32, _events: Sender<SessionEvent>) {}
