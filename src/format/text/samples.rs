//! Sample lines of text with a header.

use crate::format::Sample;

pub(super) const SAMPLES: &[Sample] = &[];
