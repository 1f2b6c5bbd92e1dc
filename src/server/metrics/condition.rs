//! How the server is at this moment.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::channel::Bridge;
use crate::server::state::State;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// Adds what is looked up and not counted.
pub(super) fn register(registry: &mut Registry, state: &State) {
    registry.register("build", "The version that runs", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
    let followed = state.hub.numbers();
    for (name, help, value) in [
        ("connections", "Connections that are open", state.connections.count()),
        ("searches", "Searches that are being answered", state.searches.count()),
        ("follow_clients", "Clients that follow", state.followers.count()),
        ("follow_subscriptions", "Subscriptions that are followed", followed.sessions),
        ("follow_files", "Files that are followed", followed.files),
        ("follow_draining_files", "Rotated files that are still read", followed.draining),
        ("watched_directories", "Directories whose events are watched", followed.watches),
        ("polled_directories", "Directories that are looked at regularly, for want of events", followed.polled),
    ] {
        registry.register(name, help, gauge(value));
    }
    let rescans = Counter::<u64, AtomicU64>::default();
    rescans.inc_by(followed.rescans);
    registry.register("follow_rescans", "How often events were lost and everything was looked at", rescans);
    bridges(registry, state);
    if let Some(index) = &state.index {
        let surveyed = Counter::<u64, AtomicU64>::default();
        surveyed.inc_by(index.surveyed_bytes());
        registry.register_with_unit("index_surveyed", "What was read of files for the index", Unit::Bytes, surveyed);
        registry.register("index_waiting_files", "Files that wait to be indexed", gauge(index.waiting()));
    }
}

/// Adds what became of messages that were published elsewhere, where there are bridges.
fn bridges(registry: &mut Registry, state: &State) {
    let bridges = state.channels.bridges();
    if bridges.is_empty() {
        return;
    }
    let connected = bridges.iter().filter(|bridge| bridge.is_connected()).count();
    registry.register("bridges_connected", "Bridges that hear what is published in Redis", gauge(connected));
    let messages = Family::<Outcome, Counter>::default();
    for (outcome, count) in bridges.iter().flat_map(Bridge::counts) {
        messages.get_or_create(&Outcome { outcome }).inc_by(count);
    }
    registry.register(
        "bridge_messages",
        "Messages from Redis that were written, skipped for their name or length, or lost",
        messages,
    );
}

fn gauge(value: usize) -> Gauge {
    let gauge = Gauge::default();
    gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
    gauge
}
