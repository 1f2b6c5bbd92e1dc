//! logbrook turns a directory of log files into a web log viewer.
//!
//! The modules below stand in reading order. All but the last group are the core: synchronous, and without knowledge of the
//! web or of the command line.

// What one record says, and how it is read from a line.
pub mod entry;
pub mod format;

// What is asked for, where it is looked for, and how it is found.
pub mod query;
pub mod scan;
pub mod source;

// How it is followed while it is written, and what clients write themselves.
pub mod channel;
pub mod follow;

// What is kept of it, so that less is read the next time, and what is counted.
pub mod facets;
pub mod histogram;
pub mod index;

// The web server, its clients, and the command line that starts them.
#[cfg(feature = "server")]
pub mod cli;
#[cfg(feature = "server")]
pub mod client;
#[cfg(feature = "server")]
pub mod command;
#[cfg(feature = "server")]
pub mod config;
#[cfg(feature = "server")]
pub mod server;
