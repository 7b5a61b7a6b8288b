//! Knows whether the process is asked to end: by Ctrl+C, or by SIGTERM, as service managers do.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// Is set when the process is asked to end. Asked a second time, it ends at once.
#[derive(Clone, Debug)]
pub(super) struct Ending(Arc<AtomicBool>);

impl Ending {
    /// From now on the process does not end at once when it is asked to.
    pub(super) fn listen() -> Ending {
        let asked = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM] {
            // What is registered first is done first, so that it is the second signal that ends the process.
            let _ = flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(&asked));
            let _ = flag::register(signal, Arc::clone(&asked));
        }
        Ending(asked)
    }

    /// Of work that is finished in any case.
    pub(super) fn never() -> Ending {
        Ending(Arc::default())
    }

    /// Whether it was asked.
    pub(super) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
