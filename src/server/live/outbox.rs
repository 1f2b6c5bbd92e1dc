//! What is sent on a socket: frames small enough that nothing queues behind a large one, each with a deadline.

use std::time::Duration;

use actix_ws::{CloseReason, Session};
use serde::Serialize;
use tokio::time::timeout;

use super::gzip;

/// How messages are put into frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::server) struct Framing {
    /// A frame may hold several messages, one a line.
    pub(in crate::server) batch: bool,
    /// Batches are packed, in binary frames.
    pub(in crate::server) gzip: bool,
}

/// A frame with several messages is no longer than this, in bytes.
const BATCH: usize = 16 << 10;

/// A packed batch is no longer than this before it is packed: short ones hardly shrink.
const PACKED_BATCH: usize = 64 << 10;

/// The socket is gone, or takes nothing.
#[derive(Debug)]
pub(in crate::server) struct Gone;

/// The sending side of a socket.
pub(in crate::server) struct Outbox {
    session: Session,
    framing: Framing,
    /// A client that takes nothing for so long is gone.
    patience: Duration,
}

impl Outbox {
    /// Sends over a session.
    pub(in crate::server) fn new(session: Session, framing: Framing, patience: Duration) -> Outbox {
        Outbox { session, framing, patience }
    }

    /// Sends one message.
    pub(in crate::server) async fn tell(&mut self, message: &impl Serialize) -> Result<(), Gone> {
        let text = serde_json::to_string(message).map_err(|_| Gone)?;
        self.text(text).await
    }

    /// Sends records, each with its line end.
    pub(in crate::server) async fn records<'r>(
        &mut self,
        records: impl Iterator<Item = &'r [u8]>,
        id: Option<&str>,
    ) -> Result<(), Gone> {
        let most = if self.framing.gzip { PACKED_BATCH } else { BATCH };
        let named = id.map(|id| serde_json::to_string(id).unwrap_or_default());
        let mut batch = Vec::new();
        for record in records {
            if !batch.is_empty() && (!self.framing.batch && !self.framing.gzip || batch.len() + record.len() > most) {
                self.frame(std::mem::take(&mut batch)).await?;
            }
            add(&mut batch, record, named.as_deref());
        }
        if batch.is_empty() { Ok(()) } else { self.frame(batch).await }
    }

    /// Ends the connection with a reason.
    pub(in crate::server) async fn close(self, reason: CloseReason) {
        // One who is gone needs no reason.
        let _ = self.session.close(Some(reason)).await;
    }

    async fn frame(&mut self, mut batch: Vec<u8>) -> Result<(), Gone> {
        if self.framing.gzip {
            let packed = gzip::pack(&batch).map_err(|_| Gone)?;
            return timeout(self.patience, self.session.binary(packed)).await.map_err(|_| Gone)?.map_err(|_| Gone);
        }
        batch.truncate(batch.strip_suffix(b"\n").map_or(batch.len(), <[u8]>::len));
        let text = String::from_utf8(batch).map_err(|_| Gone)?;
        self.text(text).await
    }

    async fn text(&mut self, text: String) -> Result<(), Gone> {
        timeout(self.patience, self.session.text(text)).await.map_err(|_| Gone)?.map_err(|_| Gone)
    }
}

/// Appends a record; with the name of its subscription, where that has one.
fn add(batch: &mut Vec<u8>, record: &[u8], id: Option<&str>) {
    let Some(id) = id else { return batch.extend_from_slice(record) };
    let object = record.strip_suffix(b"}\n").unwrap_or(record);
    batch.extend_from_slice(object);
    if object != b"{" {
        batch.push(b',');
    }
    batch.extend_from_slice(b"\"id\":");
    batch.extend_from_slice(id.as_bytes());
    batch.extend_from_slice(b"}\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_carry_the_name_of_their_subscription() {
        for (record, named) in
            [("{\"type\":\"log\"}\n", "{\"type\":\"log\",\"id\":\"a\\\"b\"}\n"), ("{}\n", "{\"id\":\"a\\\"b\"}\n")]
        {
            let mut batch = Vec::new();
            add(&mut batch, record.as_bytes(), Some("\"a\\\"b\""));
            assert_eq!(String::from_utf8(batch).unwrap(), named);
        }
    }
}
