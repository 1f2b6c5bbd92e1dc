//! One subscription as it is polled: its history first, then its news. What may wait for a disk is done on the blocking pool.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::task::{JoinHandle, spawn_blocking};

use crate::follow::{FollowError, News, Next, Session};
use crate::scan::{Scan, ScanError, Stopper};
use crate::server::metrics::Metrics;

/// What a feed gives.
#[derive(Debug)]
pub(in crate::server) enum Item {
    /// Records of what was there before, and how many matches were found in all so far.
    History(Vec<u8>, u64),
    /// From here on everything is news.
    Begun,
    /// Something new.
    News(News),
}

/// Counts what a follower is about to be sent.
pub(in crate::server) fn count(item: &Item, metrics: &Metrics) {
    match item {
        Item::News(News::Records(records)) => metrics.followed(records.ends.len()),
        Item::News(News::Gap { .. }) => metrics.gap(),
        Item::News(_) | Item::History(..) | Item::Begun => {}
    }
}

/// A subscription that is being told.
pub(in crate::server) struct Feed {
    state: State,
    stopper: Option<Stopper>,
}

/// What reading on in the history has given.
type ReadHistory = (Box<Scan>, Box<Session>, Result<Option<Vec<u8>>, ScanError>);

enum State {
    History(Box<Scan>, Box<Session>),
    ReadingHistory(JoinHandle<ReadHistory>),
    /// The history is over, which is still to be said.
    Begins(Box<Session>),
    Live(Box<Session>),
    Reading(JoinHandle<(Box<Session>, Result<Next, FollowError>)>),
    Ended,
}

impl Feed {
    /// Begins to tell what a session has.
    pub(in crate::server) fn new(mut session: Session) -> Feed {
        match session.take_history() {
            Some(history) => {
                let stopper = Some(history.stopper());
                Feed { state: State::History(Box::new(history), Box::new(session)), stopper }
            }
            None => Feed { state: State::Live(Box::new(session)), stopper: None },
        }
    }

    /// Returns the session while nothing is read for it and all of its history was told.
    pub(in crate::server) fn session(&self) -> Option<&Session> {
        match &self.state {
            State::Live(session) => Some(session),
            State::History(..) | State::ReadingHistory(_) | State::Begins(_) | State::Reading(_) | State::Ended => None,
        }
    }

    /// Goes on behind a part of the history, if any was read.
    fn read_history(&mut self, (history, session, chunk): ReadHistory) -> Result<Option<Item>, FollowError> {
        let chunk = match chunk {
            // What is written from now on is told all the same.
            Err(ScanError::Truncated { file }) => {
                self.state = State::Begins(session);
                return Ok(Some(Item::News(News::history_lost(file))));
            }
            chunk => chunk?,
        };
        let matched = history.matched();
        self.state = if chunk.is_some() { State::History(history, session) } else { State::Begins(session) };
        Ok(chunk.map(|chunk| Item::History(chunk, matched)))
    }

    /// Waits for what comes next; nothing comes behind an error.
    pub(in crate::server) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Item, FollowError>> {
        loop {
            match std::mem::replace(&mut self.state, State::Ended) {
                State::History(mut history, session) => {
                    self.state = State::ReadingHistory(spawn_blocking(move || {
                        let chunk = history.next_chunk();
                        (history, session, chunk)
                    }));
                }
                State::ReadingHistory(mut reading) => {
                    let Poll::Ready(read) = Pin::new(&mut reading).poll(cx) else {
                        self.state = State::ReadingHistory(reading);
                        return Poll::Pending;
                    };
                    if let Some(item) = self.read_history(read.map_err(|_| FollowError::Scan(ScanError::Internal))?)? {
                        return Poll::Ready(Ok(item));
                    }
                }
                State::Begins(session) => {
                    self.state = State::Live(session);
                    return Poll::Ready(Ok(Item::Begun));
                }
                State::Live(mut session) => {
                    let next = session.next(false);
                    if let Ok(Next::MustRead) = next {
                        self.state = State::Reading(spawn_blocking(move || {
                            let next = session.next(true);
                            (session, next)
                        }));
                        continue;
                    }
                    let is_idle = matches!(next, Ok(Next::Nothing)) && !session.poll(cx.waker());
                    self.state = State::Live(session);
                    match next? {
                        Next::News(news) => return Poll::Ready(Ok(Item::News(news))),
                        Next::Nothing if is_idle => return Poll::Pending,
                        Next::Nothing | Next::MustRead => {}
                    }
                }
                State::Reading(mut reading) => {
                    let Poll::Ready(read) = Pin::new(&mut reading).poll(cx) else {
                        self.state = State::Reading(reading);
                        return Poll::Pending;
                    };
                    let (session, next) = read.map_err(|_| FollowError::Scan(ScanError::Internal))?;
                    self.state = State::Live(session);
                    if let Next::News(news) = next? {
                        return Poll::Ready(Ok(Item::News(news)));
                    }
                }
                State::Ended => return Poll::Ready(Err(FollowError::Scan(ScanError::Internal))),
            }
        }
    }
}

impl Drop for Feed {
    fn drop(&mut self) {
        if let Some(stopper) = &self.stopper {
            stopper.stop();
        }
    }
}
