//! Tests from outside: a server on a free port, or the real binary.

#![expect(clippy::unwrap_used, reason = "a test panics where anything is not as it should be")]

mod api;
mod channels;
mod cli;
mod client;
mod counts;
mod examples;
mod follow;
mod formats;
mod loghub;
mod oracle;
mod pages;
mod random;
mod samples;
mod security;
mod stream;
mod support;
mod tidy;
