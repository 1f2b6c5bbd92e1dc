//! What every request passes before its handler, and every answer behind it.

pub(super) mod access;
pub(super) mod answers;
mod expiry;
pub(super) mod hosts;
pub(super) mod observe;
pub(super) mod rate;
