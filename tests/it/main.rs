//! Tests from outside.

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod samples;
