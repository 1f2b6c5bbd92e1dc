//! Sample lines of what Linux and tools around it write.

use crate::format::Sample;

pub(super) const DMESG: &[Sample] = &[];
pub(super) const AUDIT: &[Sample] = &[];
pub(super) const STRACE: &[Sample] = &[];
pub(super) const NAGIOS: &[Sample] = &[];
