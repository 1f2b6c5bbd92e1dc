//! Leaves records out where a client takes only so many a second, and counts them.

/// How many records of this second were sent, of those that may be.
#[derive(Debug)]
pub struct Sampling {
    most: u32,
    sent: u32,
    dropped: u64,
}

impl Sampling {
    /// Lets so many records through each second.
    pub fn new(most: u32) -> Sampling {
        Sampling { most, sent: 0, dropped: 0 }
    }

    /// Begins the next second; returns how many records were left out in this one.
    pub fn roll(&mut self) -> u64 {
        self.sent = 0;
        std::mem::take(&mut self.dropped)
    }

    /// Tells whether one more record is let through, and counts it.
    pub fn lets_through(&mut self) -> bool {
        let lets = self.sent < self.most;
        self.sent += u32::from(lets);
        self.dropped += u64::from(!lets);
        lets
    }
}
