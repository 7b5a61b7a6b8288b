//! Makes container files.

use avro_resolve::data::{binary, json};
use avro_resolve::file::container::{BlockWriter, Codec, write_header};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::Shapes;
use serde_json::Value as Json;

/// A container file of these records, a hundred in each block.
pub(super) fn container(schema: &str, records: impl IntoIterator<Item = Json>) -> Vec<u8> {
    let mut shapes = Shapes::default();
    let shape = LinkedSchema::parse("schema", schema, &mut shapes).expect("a schema").root_shape();
    let (mut file, mut writer, sync) = (Vec::new(), BlockWriter::new(&Codec::Null), *b"sixteen bytes...");
    write_header(schema, &Codec::Null, sync, &mut file);
    let records: Vec<Json> = records.into_iter().collect();
    for block in records.chunks(100) {
        let mut data = Vec::new();
        for record in block {
            let value = json::from_json(&shapes, shape, record).expect("a record");
            binary::encode(&shapes, shape, &value, &mut data);
        }
        writer.block(block.len() as u64, &data, &sync, &mut file).expect("memory takes it");
    }
    file
}
