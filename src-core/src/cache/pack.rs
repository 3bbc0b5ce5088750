//! Packs the search index into the cache, once it has settled, so that the next start is quick.

use std::sync::{Arc, PoisonError, Weak};

use super::Cache;
use crate::search::segment::Segment;
use crate::store::{StoreError, packed};

/// Fewest companies that are worth it.
const FEWEST: usize = if cfg!(test) { 5 } else { 1000 };

/// A segment with its bytes.
pub(crate) struct Packed {
    segment: Arc<Segment>,
    bytes: Vec<u8>,
}

impl Packed {
    /// Packs a segment. It takes its time and is in nobody's way.
    pub(crate) fn new(segment: Arc<Segment>) -> Option<Self> {
        match segment.pack() {
            Ok(bytes) => Some(Self { segment, bytes }),
            Err(error) => {
                tracing::warn!(%error, "the index can't be packed");
                None
            }
        }
    }
}

impl Cache {
    pub(super) fn know_packed(&self, segment: Option<&Arc<Segment>>) {
        let mut packed = self.packed.lock().unwrap_or_else(PoisonError::into_inner);
        *packed = segment.map_or_else(Weak::new, Arc::downgrade);
    }

    /// The large segment of the index, unless the cache holds it already.
    pub(crate) fn to_pack(&self) -> Option<Arc<Segment>> {
        let view = self.view()?;
        let segment = view.index.segments().next()?;
        let packed = self.packed.lock().unwrap_or_else(PoisonError::into_inner);
        let is_held = std::ptr::eq(packed.as_ptr(), Arc::as_ptr(segment));
        drop(packed);
        if is_held || segment.len() < FEWEST {
            return None;
        }
        Some(Arc::clone(segment))
    }

    /// Puts down what was packed, unless it has been overtaken.
    pub(crate) fn put_packed(&self, packed: Packed) -> Result<(), StoreError> {
        let _turn = self.take_turn();
        let Some(view) = self.view() else {
            return Ok(());
        };
        let Some(stale) = view.index.since(&packed.segment) else {
            return Ok(());
        };
        self.write_repeatable(|tx| packed::put(tx, &packed.bytes, stale.into_iter()))?;
        self.know_packed(Some(&packed.segment));
        self.with_store(crate::store::Store::checkpoint)
    }

    /// Packs the index now. For measurements.
    ///
    /// # Errors
    /// What the store says.
    #[doc(hidden)]
    pub fn pack_now(&self) -> Result<(), StoreError> {
        let packed = self.to_pack().and_then(Packed::new);
        packed.map_or(Ok(()), |packed| self.put_packed(packed))
    }
}
