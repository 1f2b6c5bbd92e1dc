//! What a follower asks for.

use std::sync::Arc;

use thiserror::Error;

use crate::entry::Position;
use crate::query::{Query, QueryError};
use crate::scan::{ScanError, Visible};
use crate::source::SourceError;

/// What a subscription asks for.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Which entries are wanted, of which files, and in which shape.
    pub query: Query,
    /// What of the past comes first.
    pub past: Past,
    /// Whether a file that is missing is waited for.
    pub create: bool,
    /// Which files may be seen; all where it is not said.
    pub visible: Option<Arc<Visible>>,
}

impl Request {
    /// Tells whether a file may be seen.
    pub(super) fn shows(&self, name: &str) -> bool {
        self.visible.as_ref().is_none_or(|visible| visible.shows(name))
    }
}

/// What of the past comes before what is new.
#[derive(Clone, Debug, Default)]
pub enum Past {
    /// Nothing.
    #[default]
    Nothing,
    /// What the query itself asks for: all of it, or the part that its `tail`, `line` or `since` names.
    Query,
    /// What came since these positions; a file without one is new, and read from its start.
    Since(Vec<Position>),
}

/// Why a subscription cannot begin or go on.
#[derive(Debug, Error)]
pub enum FollowError {
    /// No file has the name, or it may not be read.
    #[error("there is no such log file")]
    NotFound,
    /// A limit is reached.
    #[error("{what} are limited to {limit}; {remedy}")]
    Full {
        /// What there is too much of.
        what: &'static str,
        /// How many there may be.
        limit: usize,
        /// What to do.
        remedy: &'static str,
    },
    /// The request asks for something that these files cannot give.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// Reading failed.
    #[error(transparent)]
    Scan(ScanError),
}

impl From<ScanError> for FollowError {
    fn from(error: ScanError) -> FollowError {
        match error {
            ScanError::NotFound => FollowError::NotFound,
            ScanError::Query(error) => FollowError::Query(error),
            error => FollowError::Scan(error),
        }
    }
}

impl From<SourceError> for FollowError {
    fn from(error: SourceError) -> FollowError {
        match error {
            SourceError::NotFound => FollowError::NotFound,
            error => FollowError::Scan(error.into()),
        }
    }
}
