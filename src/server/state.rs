//! What every handler may look at: made once, shared by all workers.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::ingest::ChannelState;
use super::live::counts::Followers;
use crate::config::{BasePath, FollowLimits, ServerConfig};
use crate::follow::Hub;
use crate::scan::Scanner;

/// The server's engine and its own condition.
pub(super) struct State {
    /// Answers queries.
    pub(super) scanner: Arc<Scanner>,
    /// Follows files.
    pub(super) hub: Arc<Hub>,
    /// What clients write.
    pub(super) channels: ChannelState,
    /// Who follows.
    pub(super) followers: Arc<Followers>,
    /// How many may follow, and how patient the server is with them.
    pub(super) follow_limits: FollowLimits,
    /// The path under which everything stands.
    pub(super) base_path: BasePath,
    /// What is shown, in a few words.
    pub(super) title: String,
    /// The address that is bound.
    pub(super) address: SocketAddr,
    /// How long a client may take to send one request head.
    pub(super) head_timeout: Duration,
    /// When the server started.
    pub(super) started: Instant,
    /// True once the server is asked to stop.
    pub(super) stopping: watch::Receiver<bool>,
    connections: Arc<AtomicUsize>,
}

/// One open connection; counted until it is dropped.
pub(super) struct Counted(Arc<AtomicUsize>);

impl State {
    /// Makes the state of a server that just started.
    pub(super) fn new(
        config: &ServerConfig,
        (scanner, hub, channels): (Arc<Scanner>, Arc<Hub>, ChannelState),
        address: SocketAddr,
        stopping: watch::Receiver<bool>,
    ) -> State {
        State {
            scanner,
            hub,
            channels,
            followers: Arc::default(),
            follow_limits: config.follow_limits,
            base_path: config.base_path.clone(),
            title: config.title.clone(),
            address,
            head_timeout: config.head_timeout,
            started: Instant::now(),
            stopping,
            connections: Arc::default(),
        }
    }

    /// Counts a connection until the guard is dropped.
    pub(super) fn count_connection(&self) -> Counted {
        self.connections.fetch_add(1, Ordering::Relaxed);
        Counted(self.connections.clone())
    }

    /// Returns how many connections are open.
    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}
