//! How much clients may ask for, and how long they may take.

use std::time::Duration;

use super::{ConfigError, value};
use crate::cli::LimitOptions;

/// What is granted to clients; each refusal names the option that raises it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many connections may be open at once.
    pub connections: usize,
    /// How many of them may come from one address, where it is said.
    pub connections_per_address: Option<usize>,
    /// How many searches may be answered at once.
    pub searches: usize,
    /// How many of them may come from one address.
    pub searches_per_address: usize,
    /// How much memory what is searched for may take in all, in bytes; half of it that of one address.
    pub search_memory: usize,
    /// How many requests a second one address may make.
    pub rate: Option<usize>,
    /// How many wrong passwords or tokens one address may try in a minute.
    pub failed_logins: usize,
    /// How long the head of a request may take.
    pub head_timeout: Duration,
    /// How long nothing may come of the body of a request.
    pub body_timeout: Duration,
    /// How long a connection is kept on which nothing is asked.
    pub idle_timeout: Duration,
    /// How long a client may take nothing of its answer.
    pub stall_timeout: Duration,
    /// How many descriptors the process may have; as many as the system allows where it is not said.
    pub open_files: Option<usize>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 20_000,
            connections_per_address: None,
            searches: 512,
            searches_per_address: 128,
            search_memory: 512 << 20,
            rate: None,
            failed_logins: 20,
            // A client on the slowest usable link sends a head in a second or two.
            head_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(30),
            // As long as a reader is likely to click again.
            idle_timeout: Duration::from_secs(30),
            // `curl … | less` is no fault.
            stall_timeout: Duration::from_secs(30 * 60),
            open_files: None,
        }
    }
}

impl Limits {
    /// Returns how many connections may come from one address: nobody takes the place of all others.
    pub fn connections_per_address(&self) -> usize {
        self.connections_per_address.unwrap_or(self.connections - self.connections / 4)
    }

    /// Reads the options.
    ///
    /// # Errors
    /// A [`ConfigError::Value`] that names the option.
    pub fn read(typed: &LimitOptions) -> Result<Limits, ConfigError> {
        let usual = Limits::default();
        let count = |option, text: &Option<String>| text.as_deref().map(|text| value::count(option, text)).transpose();
        Ok(Limits {
            connections: value::count_or("--max-connections", &typed.max_connections, usual.connections)?,
            connections_per_address: count("--max-connections-per-address", &typed.max_connections_per_address)?,
            searches: value::count_or("--max-searches", &typed.max_searches, usual.searches)?,
            searches_per_address: value::count_or(
                "--max-searches-per-address",
                &typed.max_searches_per_address,
                usual.searches_per_address,
            )?,
            search_memory: match &typed.max_search_memory {
                None => usual.search_memory,
                Some(text) => {
                    usize::try_from(value::bytes("--max-search-memory", text, 1 << 20)?).unwrap_or(usize::MAX)
                }
            },
            rate: count("--max-requests-per-second", &typed.max_requests_per_second)?,
            failed_logins: value::count_or("--max-failed-logins", &typed.max_failed_logins, usual.failed_logins)?,
            head_timeout: value::span_or("--head-timeout", &typed.head_timeout, usual.head_timeout)?,
            body_timeout: value::span_or("--body-timeout", &typed.body_timeout, usual.body_timeout)?,
            idle_timeout: value::span_or("--idle-timeout", &typed.idle_timeout, usual.idle_timeout)?,
            stall_timeout: value::span_or("--stall-timeout", &typed.stall_timeout, usual.stall_timeout)?,
            open_files: count("--max-open-files", &typed.max_open_files)?,
        })
    }
}
