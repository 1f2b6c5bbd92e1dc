//! Surveys files: one after the other behind the scenes, or all at once before anything else.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::{self, JoinHandle};

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::Index;
use crate::scan::{ScanError, Scanner};

/// A thread that surveys what is noted in an index, one file after the other, until it is dropped.
pub struct Builder {
    index: Arc<Index>,
    thread: Option<JoinHandle<()>>,
}

/// What was learnt can be used after so many bytes, and each time it has doubled: each time all of it is copied.
const PUBLISHED: u64 = 256 << 20;

impl Builder {
    /// Begins to survey; the scanner must use the index.
    ///
    /// # Errors
    /// The system may refuse to start the threads.
    pub fn start(scanner: Scanner, index: Arc<Index>) -> io::Result<Builder> {
        let pool =
            ThreadPoolBuilder::new().num_threads(1).thread_name(|_| "index".into()).start_handler(|_| step_back());
        let pool = pool.build().map_err(io::Error::other)?;
        let shared = index.clone();
        let run = move || {
            while let Some(name) = shared.next_wanted() {
                // A file that is gone, or was truncated meanwhile, is noted again when it is read.
                if let Err(error) = build(&scanner, &shared, &name, &pool) {
                    tracing::debug!("{name} is not indexed: {error}");
                }
            }
        };
        let thread = thread::Builder::new().name("indexer".into()).spawn(run)?;
        Ok(Builder { index, thread: Some(thread) })
    }
}

impl Drop for Builder {
    fn drop(&mut self) {
        self.index.close();
        if let Some(thread) = self.thread.take() {
            // A panic in it was reported by the thread itself.
            let _ = thread.join();
        }
    }
}

/// Surveys every file that is worth it, on all threads of the scanner, which must use the index.
///
/// # Errors
/// The source may fail to list its files.
pub fn build_all(scanner: &Scanner, index: &Index) -> Result<(), ScanError> {
    let listed = scanner.source().list()?;
    for file in listed.iter().filter(|file| file.size >= index.worth && file.compression.is_none()) {
        if let Err(error) = build(scanner, index, &file.name, scanner.pool()) {
            tracing::warn!("{} is not indexed: {error}", file.name);
        }
    }
    Ok(())
}

/// Surveys what is unknown of a file, and keeps what was learnt.
fn build(scanner: &Scanner, index: &Index, name: &str, pool: &ThreadPool) -> Result<(), ScanError> {
    let Some(mut survey) = scanner.survey(name, index.stopper.clone())? else { return Ok(()) };
    let mut published = 0;
    while pool.install(|| survey.step())? {
        if survey.covered() >= (2 * published).max(PUBLISHED) {
            index.surveyed.fetch_add(survey.covered() - published, Ordering::Relaxed);
            published = survey.covered();
            index.publish(survey.facts().clone());
        }
    }
    index.surveyed.fetch_add(survey.covered() - published, Ordering::Relaxed);
    if survey.covered() > 0 {
        if let Some(store) = &index.store {
            store.write(survey.facts());
        }
        index.publish(survey.into_facts());
    }
    Ok(())
}

/// Lets every other thread go first.
fn step_back() {
    // On Linux, and nowhere else, this concerns the calling thread alone.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::setpriority_process(None, 19) {
        tracing::debug!("the index is built at the usual priority: {error}");
    }
}
