//! What is measured of the server, and how steeply it grows.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// What is measured, and from which slope on it counts as growing: so much an hour.
const MEASURES: [(&str, f64); 4] = [("memory, MiB", 120.0), ("descriptors", 60.0), ("threads", 6.0), ("watches", 6.0)];

/// Memory at one moment, and so on, in the order of [`MEASURES`].
pub(crate) struct Sample {
    at: Duration,
    values: [f64; 4],
}

/// All that was measured.
#[derive(Default)]
pub(crate) struct Samples(Vec<Sample>);

/// Measures a process.
pub(crate) fn sample(id: u32, address: SocketAddr, at: Duration) -> Sample {
    let status = read(&format!("/proc/{id}/status"));
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or_default()
    };
    let descriptors = std::fs::read_dir(format!("/proc/{id}/fd")).map_or(0, Iterator::count) as f64;
    Sample { at, values: [field("VmRSS:") / 1_024.0, descriptors, field("Threads:"), watches(address)] }
}

#[expect(clippy::disallowed_methods, reason = "what the system tells of a process is no log")]
fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap_or_default()
}

fn watches(address: SocketAddr) -> f64 {
    let ask = || {
        let mut stream = TcpStream::connect(address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        stream.write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let rest = answer.split("\"watchers\":").nth(1)?;
        rest.split(|next: char| !next.is_ascii_digit()).next()?.parse().ok()
    };
    ask().unwrap_or(f64::NAN)
}

impl Samples {
    /// Adds one.
    pub(crate) fn add(&mut self, sample: Sample) {
        self.0.push(sample);
    }

    /// Returns a line for each measure.
    pub(crate) fn table(&self, after: &Sample) -> String {
        let mut text = "measure        least     most     last   idle  an hour\n".to_owned();
        for (index, (name, _)) in MEASURES.iter().enumerate() {
            let values = || self.0.iter().map(|sample| sample.values[index]);
            let (least, most) = (values().fold(f64::MAX, f64::min), values().fold(0.0, f64::max));
            let last = values().next_back().unwrap_or_default();
            let slope = self.slope(index);
            // Writing to a text cannot fail.
            let _ =
                writeln!(text, "{name:12} {least:8.0} {most:8.0} {last:8.0} {:6.0} {slope:+8.1}", after.values[index]);
        }
        text
    }

    /// Tells whether nothing grows, by a quarter of its mean and by more than chance.
    pub(crate) fn is_flat(&self) -> bool {
        let half = &self.0[self.0.len() / 2..];
        let span = half.last().map_or(0.0, |last| (last.at - half[0].at).as_secs_f64() / 3_600.0);
        MEASURES.iter().enumerate().all(|(index, (_, steep))| {
            let mean = half.iter().map(|sample| sample.values[index]).sum::<f64>() / half.len().max(1) as f64;
            let slope = self.slope(index);
            slope < *steep || slope * span < mean / 4.0
        })
    }

    /// Returns the slope over the second half, an hour, by least squares.
    fn slope(&self, index: usize) -> f64 {
        let half = &self.0[self.0.len() / 2..];
        let count = half.len().max(1) as f64;
        let hours = |sample: &Sample| sample.at.as_secs_f64() / 3_600.0;
        let mean_x = half.iter().map(hours).sum::<f64>() / count;
        let mean_y = half.iter().map(|sample| sample.values[index]).sum::<f64>() / count;
        let (mut above, mut below) = (0.0, 0.0);
        for sample in half {
            above += (hours(sample) - mean_x) * (sample.values[index] - mean_y);
            below += (hours(sample) - mean_x).powi(2);
        }
        if below > 0.0 { above / below } else { 0.0 }
    }
}
