//! The formats of one program: those of the operator, then those of the [registry](FORMATS), and which files are read as which.

use std::fmt;
use std::sync::Arc;

use globset::{GlobBuilder, GlobMatcher};
use xxhash_rust::xxh3::xxh3_64;

use super::custom::{self, CustomError, Definition};
use super::{FORMATS, Format, PLAIN};

/// The formats that are known, and the files whose format is not left to be found.
#[derive(Clone, Default)]
pub struct Formats {
    own: Arc<[&'static dyn Format]>,
    forced: Arc<[Forced]>,
    fingerprint: u64,
}

/// Files whose format is known beforehand.
#[derive(Debug)]
struct Forced {
    files: GlobMatcher,
    format: String,
}

/// A line is tried in all of them, so there should be no more than anyone has.
pub(super) const MOST_OWN: usize = 64;

impl Formats {
    /// Makes formats of what the operator says, and notes which files (globs, matched like `file=`) are read as which of them.
    ///
    /// They are kept in memory until the program ends.
    ///
    /// # Errors
    /// A [`CustomError`] that shows what is wrong: a pattern, a name, or a sample that is read otherwise than it says.
    pub fn new(definitions: &[Definition], files: &[(String, String)]) -> Result<Formats, CustomError> {
        if definitions.len() > MOST_OWN {
            return Err(CustomError::TooMany(definitions.len()));
        }
        let mut own: Vec<&'static dyn Format> = Vec::with_capacity(definitions.len());
        for definition in definitions {
            let format = custom::compile(definition)?;
            if own.iter().any(|other| other.name() == format.name()) {
                return Err(CustomError::Taken { format: format.name().to_owned() });
            }
            own.push(format);
        }
        let mut formats = Formats { own: own.into(), forced: Arc::default(), fingerprint: fingerprint(definitions) };
        let forced: Vec<Forced> =
            files.iter().map(|(glob, format)| formats.force(glob, format)).collect::<Result<_, _>>()?;
        formats.forced = forced.into();
        Ok(formats)
    }

    fn force(&self, glob: &str, format: &str) -> Result<Forced, CustomError> {
        if !self.knows(format) {
            return Err(CustomError::Unknown { glob: glob.to_owned(), format: format.to_owned() });
        }
        let compiled = GlobBuilder::new(glob).literal_separator(true).build();
        let files = compiled.map_err(|source| CustomError::Glob { glob: glob.to_owned(), source })?.compile_matcher();
        Ok(Forced { files, format: format.to_owned() })
    }

    /// Returns every format: the operator's own, then the others.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &'static dyn Format> + Clone + '_ {
        self.own.iter().chain(FORMATS).copied()
    }

    /// Returns the operator's own formats.
    pub fn own(&self) -> &[&'static dyn Format] {
        &self.own
    }

    /// Returns a number that is the same where the operator's formats are.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Returns the format of a name.
    pub fn find(&self, name: &str) -> Option<&'static dyn Format> {
        self.all().find(|format| format.name() == name)
    }

    /// Tells whether a file can be read as this: the name of a format, or [`PLAIN`].
    pub fn knows(&self, name: &str) -> bool {
        name == PLAIN || self.find(name).is_some()
    }

    /// Returns the name of the format that the configuration gives to a file.
    pub fn forced(&self, file: &str) -> Option<&str> {
        self.forced.iter().find(|forced| forced.files.is_match(file)).map(|forced| forced.format.as_str())
    }
}

fn fingerprint(definitions: &[Definition]) -> u64 {
    xxh3_64(format!("{definitions:?}").as_bytes())
}

impl fmt::Debug for Formats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let own: Vec<_> = self.own.iter().map(|format| format.name()).collect();
        f.debug_struct("Formats").field("own", &own).field("forced", &self.forced).finish()
    }
}
