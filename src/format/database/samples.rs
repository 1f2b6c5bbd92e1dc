//! Sample lines of the logs of databases.

use crate::format::Sample;

pub(super) const POSTGRES: &[Sample] = &[];
pub(super) const MYSQL_ERROR: &[Sample] = &[];
pub(super) const MYSQL_SLOW: &[Sample] = &[];
pub(super) const REDIS: &[Sample] = &[];
