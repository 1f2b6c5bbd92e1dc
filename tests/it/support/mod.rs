//! What tests stand on.

mod channel;
mod client;
mod follower;
mod logs;
mod process;
#[path = "../../../src/source/redis_server.rs"]
mod redis_server;
mod rest;
mod running;
mod server;
mod sources;
mod writer;

use std::time::{Duration, Instant};

pub(crate) use channel::{Reply, Scripted};
pub(crate) use client::{Answer, Client, get, head, post, send};
pub(crate) use follower::{Applied, Follower};
pub(crate) use logs::LogDir;
pub(crate) use process::Process;
pub(crate) use redis_server::RedisServer;
pub(crate) use rest::at_rest;
pub(crate) use running::{Running, logbrook};
pub(crate) use server::TestServer;
pub(crate) use sources::{Endless, Gated};
pub(crate) use writer::{Writer, append, message};

/// A generous bound: what takes longer hangs.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// Waits until a condition holds.
#[track_caller]
pub(crate) fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let end = Instant::now() + DEADLINE;
    while !condition() {
        assert!(Instant::now() < end, "waited in vain until {what}");
        std::thread::yield_now();
    }
}
