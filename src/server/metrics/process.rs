//! What the system says of this process, under the names that every exporter uses.

use std::fs;
use std::sync::atomic::AtomicU64;
use std::time::UNIX_EPOCH;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::{Registry, Unit};
use rustix::process::{Resource, getrlimit};

use crate::server::state::State;

/// Adds what is known; what the system does not tell is left out.
pub(super) fn register(registry: &mut Registry, state: &State) {
    let status = status().unwrap_or_default();
    let kilobytes = |name: &str| field(&status, name).map(|value| value << 10);
    let fds = fs::read_dir("/proc/self/fd").map(|entries| entries.count() as u64).ok();
    let most = getrlimit(Resource::Nofile).current;
    for (name, help, unit, value) in [
        ("resident_memory", "Resident memory", Some(Unit::Bytes), kilobytes("VmRSS:")),
        ("virtual_memory", "Virtual memory", Some(Unit::Bytes), kilobytes("VmSize:")),
        ("threads", "Threads", None, field(&status, "Threads:")),
        ("open_fds", "Open file descriptors", None, fds),
        ("max_fds", "How many there may be", None, most),
        ("start_time", "When it started, since 1970", Some(Unit::Seconds), started(state)),
    ] {
        let Some(value) = value else { continue };
        let gauge = Gauge::<i64>::default();
        gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
        match unit {
            Some(unit) => registry.register_with_unit(name, help, unit, gauge),
            None => registry.register(name, help, gauge),
        }
    }
    let cpu = Counter::<f64, AtomicU64>::default();
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    cpu.inc_by(used.tv_sec as f64 + used.tv_nsec as f64 / 1e9);
    registry.register_with_unit("cpu", "Processor time, of user and system", Unit::Seconds, cpu);
}

fn field(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse().ok()
}

fn started(state: &State) -> Option<u64> {
    let now = UNIX_EPOCH.elapsed().ok()?.as_secs();
    now.checked_sub(state.started.elapsed().as_secs())
}

#[expect(clippy::disallowed_methods, reason = "what the system tells of this process is no log")]
fn status() -> Option<String> {
    fs::read_to_string("/proc/self/status").ok()
}
