//! Tests from outside.

#[cfg(test)]
mod loghub;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod samples;
#[cfg(test)]
mod tidy;
