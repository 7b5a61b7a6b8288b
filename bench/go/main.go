// Go's github.com/hamba/avro: records to maps to JSON lines, and whether readers can read what writers write.
//
//	peer deserialize FILE    the records of a container file, on standard output
//	peer compat DIRECTORY    for each subdirectory, every pair of its schemas: prints how many can be read
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/hamba/avro/v2"
	"github.com/hamba/avro/v2/ocf"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("peer deserialize FILE, or peer compat DIRECTORY")
	}
	work := map[string]func(string) error{"deserialize": deserialize, "compat": compat}[os.Args[1]]
	if err := work(os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func deserialize(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	decoder, err := ocf.NewDecoder(bufio.NewReader(file))
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(os.Stdout, 64<<10)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for decoder.HasNext() {
		var record map[string]any
		if err := decoder.Decode(&record); err != nil {
			return err
		}
		if err := encoder.Encode(record); err != nil {
			return err
		}
	}
	if err := decoder.Error(); err != nil {
		return err
	}
	return out.Flush()
}

func compat(directory string) error {
	subjects, err := os.ReadDir(directory)
	if err != nil {
		return err
	}
	readable, pairs := 0, 0
	for _, subject := range subjects {
		schemas, err := parse(filepath.Join(directory, subject.Name()))
		if err != nil {
			return err
		}
		compatibility := avro.NewSchemaCompatibility()
		for w, writer := range schemas {
			for r, reader := range schemas {
				if w == r {
					continue
				}
				pairs++
				if compatibility.Compatible(reader, writer) == nil {
					readable++
				}
			}
		}
	}
	fmt.Printf("%d of %d\n", readable, pairs)
	return nil
}

// parse reads the schemas of a directory. Each has a cache of its own, since all have the same names.
func parse(directory string) ([]avro.Schema, error) {
	paths, err := filepath.Glob(filepath.Join(directory, "*.avsc"))
	if err != nil {
		return nil, err
	}
	var schemas []avro.Schema
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		schema, err := avro.ParseBytesWithCache(text, "", &avro.SchemaCache{})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		schemas = append(schemas, schema)
	}
	return schemas, nil
}
