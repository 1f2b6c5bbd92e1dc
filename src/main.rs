//! The command line of logbrook.

fn main() {}
