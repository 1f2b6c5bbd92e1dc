//! A place between two entries, written as text.

/// A boundary between entries of one file, which survives renaming, rotation and compression of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// How many bytes from the start of the file were hashed.
    pub head_length: u32,
    /// The hash (XXH3, 64 bits) of those first bytes.
    pub head_hash: u64,
    /// The file's inode number, which tells files apart whose first bytes are equal.
    pub inode: u64,
    /// The offset of the boundary in bytes, in the decompressed file.
    pub offset: u64,
    /// The hash of the up to 64 bytes before the boundary, by which a rewritten file is noticed.
    pub anchor: u32,
}

impl Cursor {
    /// Reads the cursors joined in one text; `None` where the text is no cursor of this version.
    pub fn parse_all(text: &str) -> Option<Vec<Cursor>> {
        text.split('~').map(Cursor::parse).collect()
    }

    fn parse(text: &str) -> Option<Cursor> {
        let mut parts = text.strip_prefix('1')?.split('-');
        let mut hex = |limit: usize| {
            let part = parts.next().filter(|part| (1..=limit).contains(&part.len()))?;
            u64::from_str_radix(part, 16).ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
        };
        let cursor = Cursor {
            head_length: u32::try_from(hex(8)?).ok()?,
            head_hash: hex(16)?,
            inode: hex(16)?,
            offset: hex(16)?,
            anchor: u32::try_from(hex(8)?).ok()?,
        };
        parts.next().is_none().then_some(cursor)
    }
}
