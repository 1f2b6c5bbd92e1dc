//! Whether a server has let go of everything when those who followed are gone.

use std::fs;
use std::path::Path;

use super::{LogDir, TestServer, get, wait_until};

/// Waits until nothing is left of what was followed below a directory: no subscription, watch, followed file, rotated file,
/// connection or descriptor. Whoever wrote or followed must be gone before.
#[track_caller]
pub(crate) fn at_rest(server: &TestServer, logs: &LogDir) {
    for name in ["follows", "watchers", "polled", "followed_files", "draining"] {
        wait_until(&format!("{name} are none"), || get(server, "/health").json()[name] == 0);
    }
    // The question itself takes a connection.
    wait_until("the connections are closed", || get(server, "/health").json()["connections"] == 1);
    wait_until("the files are closed", || open_below(logs.path()).is_empty());
}

/// Returns the files below a directory that this process has open.
fn open_below(directory: &Path) -> Vec<String> {
    let entries = fs::read_dir("/proc/self/fd").unwrap();
    let targets = entries.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
    let below = targets.filter(|target| target.starts_with(directory) && target != directory);
    below.map(|target| target.display().to_string()).collect()
}
