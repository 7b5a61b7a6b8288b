//! Follows the blocks of a container file from one to the next, without reading their data.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use super::error::{ContainerCause, ContainerError};
use super::frames::{LONGEST_START, SYNC, block_length};
use super::header::Header;

/// Goes to the end of a file that starts with this header, from block to block by their sizes. Of each block only the start
/// and the sync marker are read, so that damage within blocks stays unseen.
///
/// # Errors
/// Where a block cannot be followed to the next one, as at the start of [another file](ContainerCause::AnotherFile).
pub fn follow_blocks(file: impl Read + Seek, header: &Header) -> Result<(), ContainerError> {
    let mut file = BufReader::new(file);
    let (mut index, mut offset) = (0, header.len);
    loop {
        match length_of_block(&mut file, offset, header.sync) {
            Ok(Some(length)) => {
                index += 1;
                offset += length;
            }
            Ok(None) => return Ok(()),
            Err(cause) => return Err(ContainerError { block: Some(index), offset, cause }),
        }
    }
}

/// The length of the block at the offset. None where the file ends.
fn length_of_block(
    file: &mut BufReader<impl Read + Seek>,
    offset: u64,
    sync: [u8; SYNC],
) -> Result<Option<u64>, ContainerCause> {
    go_to(file, offset)?;
    let mut start = Vec::with_capacity(LONGEST_START);
    file.by_ref().take(LONGEST_START as u64).read_to_end(&mut start).map_err(ContainerCause::Io)?;
    let Some(length) = block_length(&start, sync)? else { return Ok(None) };
    let mut marker = [0; SYNC];
    go_to(file, offset + length - SYNC as u64)?;
    match file.read_exact(&mut marker) {
        Ok(()) if marker == sync => Ok(Some(length)),
        Ok(()) => Err(ContainerCause::SyncMismatch),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            let end = file.seek(SeekFrom::End(0)).map_err(ContainerCause::Io)?;
            Err(ContainerCause::Truncated { needed: length, left: end.saturating_sub(offset) })
        }
        Err(error) => Err(ContainerCause::Io(error)),
    }
}

/// Goes to a place. What has arrived is kept if the place is in there.
fn go_to(file: &mut BufReader<impl Read + Seek>, offset: u64) -> Result<(), ContainerCause> {
    let here = file.stream_position().map_err(ContainerCause::Io)?;
    file.seek_relative(offset.wrapping_sub(here).cast_signed()).map_err(ContainerCause::Io)
}
