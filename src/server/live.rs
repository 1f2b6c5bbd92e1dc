//! Live answers: subscriptions over WebSocket, and streams that do not end.

pub(super) mod feed;
pub(super) mod gzip;
pub(super) mod outbox;
pub(super) mod socket;
