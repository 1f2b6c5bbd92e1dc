//! What every handler may look at: made once, shared by all workers.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use tokio::sync::{Semaphore, watch};

use super::access::Access;
use super::access::credentials::is_proxy;
use super::admission::{Admission, Admitted, Bounds};
use super::client::network;
use super::connection::MOST_LINGERING;
use super::connection::tls::Tls;
use super::error::Problem;
use super::ingest::ChannelState;
use super::metrics::Metrics;
use super::rate::Rate;
use crate::config::{BasePath, FollowLimits, Limits, ServerConfig};
use crate::follow::Hub;
use crate::index::Index;
use crate::query::Query;
use crate::scan::Scanner;

/// The server's engine and its own condition.
pub(super) struct State {
    /// Answers queries.
    pub(super) scanner: Arc<Scanner>,
    /// Follows files.
    pub(super) hub: Arc<Hub>,
    /// What clients write.
    pub(super) channels: ChannelState,
    /// What is kept of long files, if anything is.
    pub(super) index: Option<Arc<Index>>,
    /// Who is connected.
    pub(super) connections: Arc<Admission>,
    /// Who follows.
    pub(super) followers: Arc<Admission>,
    /// Who is searching.
    pub(super) searches: Arc<Admission>,
    /// Those who wait for a list of files or channels: however many searches there are, some are let in.
    lists: Arc<Admission>,
    /// The bytes that what is searched for may take.
    search_memory: Arc<Admission>,
    /// How often each address asks.
    pub(super) rate: Rate,
    /// How many may follow, and how patient the server is with them.
    pub(super) follow_limits: FollowLimits,
    /// The path under which everything stands.
    pub(super) base_path: BasePath,
    /// What is shown, in a few words.
    pub(super) title: String,
    /// The address that is bound.
    pub(super) address: SocketAddr,
    /// The certificate, where connections are encrypted.
    pub(super) tls: Option<Arc<Tls>>,
    /// What is counted and measured.
    pub(super) metrics: Metrics,
    /// When the server started.
    pub(super) started: Instant,
    /// True once the server is asked to stop.
    pub(super) stopping: watch::Receiver<bool>,
    /// Places for those whose connection is over, and who may still read what they were told.
    pub(super) lingering: Arc<Semaphore>,
    changeable: RwLock<Changeable>,
}

/// What may change while the server runs.
struct Changeable {
    access: Arc<Access>,
    limits: Arc<Limits>,
    /// Whoever was granted something hears of its end: nothing is ever sent, and it is dropped once secrets change.
    granting: watch::Sender<()>,
}

impl State {
    /// Makes the state of a server that just started.
    pub(super) fn new(
        config: &ServerConfig,
        (scanner, hub, channels, index): (Arc<Scanner>, Arc<Hub>, ChannelState, Option<Arc<Index>>),
        address: SocketAddr,
        stopping: watch::Receiver<bool>,
        tls: Option<Arc<Tls>>,
    ) -> State {
        State {
            scanner,
            hub,
            channels,
            index,
            connections: Arc::default(),
            followers: Arc::default(),
            searches: Arc::default(),
            lists: Arc::default(),
            search_memory: Arc::default(),
            rate: Rate::default(),
            follow_limits: config.follow_limits,
            base_path: config.base_path.clone(),
            title: config.title.clone(),
            address,
            tls,
            metrics: Metrics::new(),
            started: Instant::now(),
            stopping,
            lingering: Arc::new(Semaphore::new(MOST_LINGERING)),
            changeable: RwLock::new(Changeable::of(config)),
        }
    }

    /// Returns who may ask, and what they may.
    pub(super) fn access(&self) -> Arc<Access> {
        self.changeable.read().unwrap_or_else(PoisonError::into_inner).access.clone()
    }

    /// Returns the same, and what closes once all that is granted by it has ended.
    pub(super) fn access_and_end(&self) -> (Arc<Access>, watch::Receiver<()>) {
        let changeable = self.changeable.read().unwrap_or_else(PoisonError::into_inner);
        (changeable.access.clone(), changeable.granting.subscribe())
    }

    /// Returns how much clients may ask for.
    pub(super) fn limits(&self) -> Arc<Limits> {
        self.changeable.read().unwrap_or_else(PoisonError::into_inner).limits.clone()
    }

    /// Takes over what may change while the server runs. What was granted ends if a secret is another now.
    pub(super) fn change(&self, config: &ServerConfig) {
        let mut new = Changeable::of(config);
        let mut changeable = self.changeable.write().unwrap_or_else(PoisonError::into_inner);
        if new.access.config().grants_as(changeable.access.config()) {
            std::mem::swap(&mut new.granting, &mut changeable.granting);
        }
        *changeable = new;
    }

    /// Admits one more connection; of a trusted proxy, which speaks for many, there may be as many as of all.
    ///
    /// # Errors
    /// A refusal that names the limit.
    pub(super) fn admit_connection(&self, peer: Option<IpAddr>) -> Result<Admitted, Problem> {
        let limits = self.limits();
        let access = self.access();
        let is_proxy = peer.is_some_and(|peer| is_proxy(access.config(), peer));
        let per_address = if is_proxy { usize::MAX } else { limits.connections_per_address() };
        let bounds = Bounds {
            what: "connections are open",
            all: (limits.connections, "--max-connections"),
            per_address: (per_address, "--max-connections-per-address"),
        };
        self.connections.admit(peer.map(|peer| network(peer.to_canonical())), bounds, &self.metrics)
    }

    /// Admits one more who follows.
    ///
    /// # Errors
    /// A refusal that names the limit.
    pub(super) fn admit_follower(&self, address: Option<IpAddr>) -> Result<Admitted, Problem> {
        let limits = self.follow_limits;
        let bounds = Bounds {
            what: "follow",
            all: (limits.all, "--max-follows"),
            per_address: (limits.per_address, "--max-follows-per-address"),
        };
        self.followers.admit(address, bounds, &self.metrics)
    }

    /// Admits one more search.
    ///
    /// # Errors
    /// A refusal that names the limit.
    pub(super) fn admit_search(&self, address: Option<IpAddr>) -> Result<Admitted, Problem> {
        self.searches.admit(address, self.search_bounds("searches are being answered"), &self.metrics)
    }

    /// Admits one more who wants a list; there may be as many as searches.
    ///
    /// # Errors
    /// A refusal that names the limit.
    pub(super) fn admit_list(&self, address: Option<IpAddr>) -> Result<Admitted, Problem> {
        self.lists.admit(address, self.search_bounds("lists are being made"), &self.metrics)
    }

    fn search_bounds(&self, what: &'static str) -> Bounds {
        let limits = self.limits();
        Bounds {
            what,
            all: (limits.searches, "--max-searches"),
            per_address: (limits.searches_per_address, "--max-searches-per-address"),
        }
    }

    /// Takes up the memory of what a query searches for, as long as it is answered or followed.
    ///
    /// # Errors
    /// A refusal that names the limit.
    pub(super) fn admit_memory(&self, query: &Query, address: Option<IpAddr>) -> Result<Admitted, Problem> {
        let (most, option) = (self.limits().search_memory, "--max-search-memory");
        let what = "bytes of searches are held";
        let bounds = Bounds { what, all: (most, option), per_address: (most / 2, option) };
        self.search_memory.admit_amount(query.search_memory, address, bounds, &self.metrics)
    }
}

impl Changeable {
    fn of(config: &ServerConfig) -> Changeable {
        let access = Access::new(config.access.clone(), config.limits.failed_logins);
        Changeable {
            access: Arc::new(access),
            limits: Arc::new(config.limits.clone()),
            granting: watch::Sender::new(()),
        }
    }
}
