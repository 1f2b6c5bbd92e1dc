//! Sample lines of each layout.

use crate::format::Sample;

pub(super) const ELASTICSEARCH: &[Sample] = &[];
pub(super) const KAFKA: &[Sample] = &[];
pub(super) const LOG4J: &[Sample] = &[];
pub(super) const PYTHON: &[Sample] = &[];
pub(super) const RAILS: &[Sample] = &[];
pub(super) const MONOLOG: &[Sample] = &[];
pub(super) const CBS: &[Sample] = &[];
pub(super) const MONGODB: &[Sample] = &[];
pub(super) const RUST: &[Sample] = &[];
