//! Finds the parts of files in which those matches stand that `tail` and `limit` leave over, to count them.

use std::sync::Arc;

use super::answer::{merge, plan};
use super::block::{Around, Plan};
use super::file::{FileScan, Range};
use super::open::{self, Opened};
use super::patience::Patience;
use super::{ScanError, Scanner};
use crate::query::{Order, Query};

impl Scanner {
    /// Opens the files of a query, each cut down to what holds its matches.
    pub(super) fn chosen(&self, query: &Query, patience: &Patience) -> Result<Vec<Opened>, ScanError> {
        let mut chains = open::open(self, query, patience)?;
        if let Some(tail) = query.tail {
            let newest_first = chains.into_iter().map(|chain| chain.into_iter().rev().collect()).collect();
            let last = self.first_matches(newest_first, query, Order::Descending, tail, patience)?;
            chains = last.into_iter().map(|chain| chain.into_iter().rev().collect()).collect();
        }
        if let Some(limit) = query.limit {
            chains = self.first_matches(chains, query, query.order, limit, patience)?;
        }
        Ok(chains.into_iter().flatten().collect())
    }

    /// Cuts files down to their first matches, in some order; those of which none is among these are left out.
    fn first_matches(
        &self,
        chains: Vec<Vec<Opened>>,
        query: &Query,
        order: Order,
        most: u64,
        patience: &Patience,
    ) -> Result<Vec<Vec<Opened>>, ScanError> {
        let places =
            Plan { around: Around::default(), ..plan(query, order, chains.len() > 1, true, patience.stopper()) };
        let mut merge = merge(&self.workers, self.settings.block, chains, &Arc::new(places), most);
        let mut left = most;
        while left > 0
            && !patience.stopper().is_stopped()
            && let Some(piece) = merge.next_piece(left)?
        {
            left -= piece.matches;
        }
        let cut = |(scan, reached): (FileScan, Option<u64>)| {
            let (near, far) = (scan.near_end(), reached?);
            let range = Range { from: near.min(far), to: near.max(far) };
            Some(Opened { log: scan.log.clone(), range, first_line: None })
        };
        Ok(merge.into_reached().into_iter().map(|chain| chain.into_iter().filter_map(cut).collect()).collect())
    }
}
