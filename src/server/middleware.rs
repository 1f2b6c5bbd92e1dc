//! What every request passes before its handler, and every answer behind it.

pub(super) mod access_log;
pub(super) mod answers;
pub(super) mod hosts;
