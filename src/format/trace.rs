//! Tells which lines can only continue the entry above them: the inner lines of stack traces and of printed structures.

/// Tells whether a line can only continue the entry above it.
pub(super) fn continues(line: &str) -> bool {
    let bytes = line.as_bytes();
    match bytes.first() {
        None | Some(b' ' | b'\t') => true,
        Some(b'}' | b')') => true,
        Some(b']') => true,
        Some(b'.') => line.starts_with("... "),
        Some(b'C') => line.starts_with("Caused by: "),
        Some(b'T') => {
            line.starts_with("Traceback (most recent call last)") || line.starts_with("The above exception was")
        }
        Some(b'D') => line.starts_with("During handling of the above exception"),
        Some(b'S') => line.starts_with("Suppressed: "),
        Some(b'a') => line.starts_with("at "),
        Some(b'g') => line.starts_with("goroutine ") && line.ends_with("]:"),
        Some(b'c') => line.starts_with("created by "),
        Some(b's') => line.starts_with("stack backtrace:"),
        Some(b'n') => line.starts_with("note: run with `RUST_BACKTRACE"),
        _ => false,
    }
}
