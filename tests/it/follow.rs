//! Following, from outside: the messages, the faults of files, the faults of clients.

mod clients;
mod contract;
mod files;
mod holes;
mod messages;
mod rotations;
mod stream;
