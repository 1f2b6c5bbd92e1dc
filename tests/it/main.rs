//! Tests from outside.

#[cfg(test)]
mod samples;
