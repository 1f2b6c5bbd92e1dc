//! What may happen in a log directory.

/// How rotated files are named, and the live one is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    /// `app.log.1` is the newest; all others are renamed for it.
    Numbered,
    /// `app.log-20260101` is the oldest.
    Dated,
    /// `app.log` is a link to the newest of `app-20260101.log` and so on.
    Linked,
}

/// Something that happens in the directory.
#[derive(Clone, Debug)]
pub(super) enum Act {
    /// So many whole lines are written.
    Lines(u8),
    /// Half a line is written; the next write completes it.
    Half,
    /// The file is renamed, so many lines are written to it all the same, and a new one is made.
    Rename(u8),
    /// The file is copied, and cut to nothing: so many lines are written while it is copied, and between that and the cut.
    CopyTruncate(u8, u8),
    /// The same, over the copy that was made last.
    CopyOver,
    /// The file is cut to nothing, and so many lines are written.
    Truncate(u8),
    /// The file is removed, and made anew.
    Recreate,
    /// The newest rotated file is compressed.
    Gzip,
    /// The oldest rotated file is removed.
    Forget,
}

/// What one program does in one go.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Lines(u8),
    Half,
    Rename(String, String),
    Reopen,
    Link(String),
    /// A copy is begun.
    Begin(String),
    /// Half of what is not yet copied.
    CopyHalf(String),
    CopyRest(String),
    Truncate,
    Remove(String),
    PackHalf(String),
    PackRest(String),
}
