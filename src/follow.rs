//! Follows files live, so that each entry is delivered exactly once, through every rotation.
//!
//! 1. A [`Hub`] has one thread. It waits for hints of the directories that are watched, and looks at the files itself all the
//!    same once a second: a hint says where to look, never what is there.
//! 2. A `Tail` is a name that is followed, by one session or many: a chain of generations. A name that leads to another file,
//!    or to one that was truncated, gets a new generation; the one before it is read until nobody can write to it any more.
//! 3. A `Generation` is one open file. What is written to it is read, parsed and encoded once, into a `Batch` that all
//!    sessions at the live end share.
//! 4. A [`Session`] is one subscription: an offset in each generation that it has not finished. One that lags reads the file
//!    itself, at its own pace. There is no queue that could overflow: what a session has not taken is in the file.

mod batch;
mod generation;
mod held;
mod hub;
mod lines;
mod request;
mod sampling;
mod session;
mod signal;
mod subscribe;
mod subscription;
mod tail;
mod watch;

pub use hub::{Hub, Limits, Numbers, Settings};
pub use request::{FollowError, Past, Request};
pub use sampling::Sampling;
pub use session::{News, Next, Session};
pub use subscription::{NOT_LIVE, Subscription};
pub use watch::{Hint, Hints, Watcher};

#[cfg(test)]
mod tests;
