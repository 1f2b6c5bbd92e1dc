//! The command-line clients, as they are typed, with a real server.

mod errors;
mod follow;
mod send;
mod stdin;
