//! Other tools that follow a file, for comparison.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::readers::Seen;

/// `tail -F` into a pipe.
pub(crate) struct Tail(Child);

impl Tail {
    pub(crate) fn start(path: &Path) -> Tail {
        let mut command = Command::new("tail");
        command.args(["-n", "+1", "-F"]).arg(path).stdout(Stdio::piped()).stderr(Stdio::null());
        Tail(command.spawn().unwrap())
    }

    /// Reads until so many lines were seen.
    pub(crate) fn read_until(mut self, lines: usize) -> Seen {
        let mut pipe = self.0.stdout.take().unwrap();
        let mut seen = Seen::default();
        let mut buffer = vec![0; 64 << 10];
        let mut kept = 0;
        while seen.next < lines {
            kept += pipe.read(&mut buffer[kept..]).unwrap();
            let whole = memchr::memrchr(b'\n', &buffer[..kept]).map_or(0, |end| end + 1);
            seen.take(&buffer[..whole]);
            buffer.copy_within(whole..kept, 0);
            kept -= whole;
        }
        drop(self.0.kill());
        drop(self.0.wait());
        seen
    }
}
