//! What programs ask for: listings, streams and downloads.

pub(super) mod channels;
pub(super) mod counts;
pub(super) mod follow;
pub(super) mod health;
pub(super) mod logs;
pub(super) mod metrics;
pub(super) mod openapi;
pub(super) mod raw;
pub(super) mod stream;
mod waiting;
