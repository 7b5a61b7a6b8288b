//! Sorts rows by columns.

use arrow_array::{RecordBatch, UInt32Array};
use arrow_ord::sort::{SortColumn, SortOptions, lexsort_to_indices};
use arrow_schema::ArrowError;
use arrow_select::concat::concat_batches;
use arrow_select::take::take_record_batch;

/// All rows of the batches in the order of the columns, the smallest first, nulls before all others. Rows that are equal in the
/// columns stay as they are.
pub(crate) fn sorted(batches: &[RecordBatch], columns: &[usize]) -> Result<RecordBatch, ArrowError> {
    let all = concat_batches(&batches[0].schema(), batches)?;
    let options = SortOptions { descending: false, nulls_first: true };
    let mut keys: Vec<SortColumn> =
        columns.iter().map(|&at| SortColumn { values: all.column(at).clone(), options: Some(options) }).collect();
    // The sorting is not stable by itself.
    let numbers = std::sync::Arc::new(UInt32Array::from_iter_values(0..all.num_rows() as u32));
    keys.push(SortColumn { values: numbers, options: None });
    take_record_batch(&all, &lexsort_to_indices(&keys, None)?)
}
