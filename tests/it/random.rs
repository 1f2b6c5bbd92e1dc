//! Random input from outside: any query string, anything said on a socket, any configuration. Whatever it is, the answer is one that the
//! documents name, and nothing panics or hangs.
//!
//! The same cases are tried each time; `FUZZ_SECONDS=600` tries new ones for so long, each test in its turn, and says how many.
//! `FUZZ_SEED=n` tries the one batch of cases that a failure has named.

mod address;
mod cases;
mod configuration;
mod declared;
mod frames;
mod http;
mod logs;
mod messages;
mod model;
mod parameters;
mod search;
mod settings;
mod socket;
mod text;
