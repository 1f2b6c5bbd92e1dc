//! What `logbrook follow` and `logbrook send` speak.
//!
//! 1. A [`Target`] is read from an address as people copy it.
//! 2. A [`Follower`] connects, subscribes, and tells a [`Listener`] line by line. It keeps the [`cursors`] that it has reached, and
//!    after a lost connection goes on from them.
//! 3. [`local::follow`] tells the same of files of this machine, by the engine itself.
//! 4. [`Show`] writes an entry as people read it.
//! 5. A [`Sender`] takes lines out of a bounded [`Queue`] and posts them to a channel in batches, each until it is acknowledged.

mod backoff;
mod connection;
mod cursors;
mod follower;
pub mod local;
mod message;
mod outgoing;
mod post;
mod queue;
mod roots;
mod selection;
mod sender;
mod show;
mod target;

pub use backoff::Backoff;
pub use connection::{ConnectError, Refusal};
pub use follower::{FollowFault, Follower, Listener, Note};
pub use message::Message;
pub use outgoing::Outgoing;
pub use post::{Posted, Poster};
pub use queue::Queue;
pub use roots::NoRoots;
pub use selection::Selection;
pub use sender::{Report, Sender, Sent};
pub use show::{Show, clean, one_line};
pub use target::{Target, TargetError};
