//! Decompresses the stored bytes of blocks, within a limit, whatever the bytes claim.

use super::codec::{Codec, SwitchedOff};
use super::compression::{Decompress, Trouble, decompressor};
use super::error::ContainerCause;

/// Decompresses blocks. Each worker keeps one: it uses its decompressor again.
pub struct Unpacker {
    codec: &'static str,
    decompressor: Result<Option<Box<dyn Decompress>>, SwitchedOff>,
    limit: u64,
}

impl Unpacker {
    /// Prepares to decompress blocks of up to `limit` bytes each.
    pub fn new(codec: &Codec, limit: u64) -> Unpacker {
        Unpacker { codec: codec.name(), decompressor: decompressor(*codec), limit }
    }

    /// Puts the data of a block into `data`, whose memory is used again.
    ///
    /// # Errors
    /// [`ContainerCause::Corrupt`] if they do not decompress, [`ContainerCause::Bomb`] if they are larger than the limit,
    /// [`ContainerCause::SwitchedOff`] if this build does not have the codec.
    pub fn unpack(&mut self, stored: &[u8], data: &mut Vec<u8>) -> Result<(), ContainerCause> {
        self.unpack_up_to(self.limit, stored, data)
    }

    /// The same with a lower limit.
    pub(super) fn unpack_up_to(&mut self, limit: u64, stored: &[u8], data: &mut Vec<u8>) -> Result<(), ContainerCause> {
        match &mut self.decompressor {
            Err(off) => Err(ContainerCause::SwitchedOff(off.clone())),
            Ok(None) => {
                data.clear();
                data.extend_from_slice(stored);
                Ok(())
            }
            Ok(Some(decompressor)) => decompressor.decompress(stored, limit, data).map_err(|trouble| match trouble {
                Trouble::Corrupt(what) => ContainerCause::Corrupt { codec: self.codec, what },
                Trouble::TooLarge => ContainerCause::Bomb { stored: stored.len() as u64, limit },
            }),
        }
    }
}
