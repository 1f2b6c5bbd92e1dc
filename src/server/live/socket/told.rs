//! One subscription of a socket, and what of it was told.

use std::task::{Context, Poll};

use crate::entry::Position;
use crate::follow::{FollowError, News, Sampling, Session};
use crate::server::admission::Admitted;
use crate::server::live::feed::{Feed, Item};
use crate::server::live::outbox::{Gone, Outbox};
use crate::server::wire::live::{Change, Gap, Sampled};

/// A subscription.
pub(super) struct Told {
    /// Its id; that of the address has none.
    name: Option<String>,
    /// Whether the client gave it the id, and so finds it in each record.
    is_clients: bool,
    feed: Feed,
    /// Where it is, as far as was told; nothing while it is being read for and more was told since.
    cursors: Vec<(String, Position)>,
    sampling: Option<Sampling>,
    _memory: Admitted,
}

impl Told {
    pub(super) fn new(
        name: Option<String>,
        is_clients: bool,
        session: Session,
        (max_rate, memory): (Option<u32>, Admitted),
    ) -> Told {
        let cursors = session.starts().to_vec();
        let sampling = max_rate.map(Sampling::new);
        Told { name, is_clients, feed: Feed::new(session), cursors, sampling, _memory: memory }
    }

    pub(super) fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Item, FollowError>> {
        self.feed.poll_next(cx)
    }

    /// Returns its id, and where it is.
    pub(super) fn cursors(&self) -> (Option<&str>, &[(String, Position)]) {
        (self.name.as_deref(), &self.cursors)
    }

    /// Takes note of where it is; while it is being read for, it is where it was.
    pub(super) fn note_positions(&mut self) {
        if let Some(session) = self.feed.session() {
            self.cursors = session.positions().into_iter().map(|(name, place)| (name.to_owned(), place)).collect();
        }
    }

    /// Sends an item.
    pub(super) async fn tell(&mut self, item: Item, outbox: &mut Outbox) -> Result<(), Gone> {
        if !matches!(item, Item::Begun | Item::History(..)) {
            self.cursors.clear();
        }
        let id = self.name.as_deref().filter(|_| self.is_clients);
        match item {
            Item::Begun => Ok(()),
            Item::History(chunk, _) => outbox.records(chunk.split_inclusive(|byte| *byte == b'\n'), id).await,
            Item::News(News::Records(records)) => match &mut self.sampling {
                None => outbox.records(records.iter(), id).await,
                Some(sampling) => outbox.records(records.iter().filter(|_| sampling.lets_through()), id).await,
            },
            Item::News(News::Rotated(file)) => outbox.tell(&Change::new("rotated", &file, id)).await,
            Item::News(News::Truncated(file)) => outbox.tell(&Change::new("truncated", &file, id)).await,
            Item::News(News::Joined(file)) => outbox.tell(&Change::new("joined", &file, id)).await,
            Item::News(News::Gap { file, reason, bytes }) => outbox.tell(&Gap::new(&file, reason, bytes, id)).await,
        }
    }

    /// Says how many records were left out in the second before, if any.
    pub(super) async fn tell_left_out(&mut self, outbox: &mut Outbox) -> Result<(), Gone> {
        match self.sampling.as_mut().map_or(0, Sampling::roll) {
            0 => Ok(()),
            dropped => outbox.tell(&Sampled::new(dropped, self.name.as_deref().filter(|_| self.is_clients))).await,
        }
    }

    /// Tells whether records are left out at times.
    pub(super) fn is_sampled(&self) -> bool {
        self.sampling.is_some()
    }
}
