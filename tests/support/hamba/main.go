// Asks hamba/avro to read data, and prints what it says of each case as a line of JSON: rows, or the error. Cases are lines of JSON on
// standard input with a container file, and where there is a reader's schema, with the writer's and the data in hex.
package main

import (
	"bufio"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"reflect"
	"strings"
	"time"

	"github.com/hamba/avro/v2"
	"github.com/hamba/avro/v2/ocf"
)

type question struct {
	Name   string   `json:"name"`
	File   string   `json:"file"`
	Writer string   `json:"writer"`
	Reader string   `json:"reader"`
	Data   []string `json:"data"`
}

type answer struct {
	Name  string `json:"name"`
	Rows  []any  `json:"rows,omitempty"`
	Error string `json:"error,omitempty"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		said := answer{Name: asked.Name}
		rows, err := read(asked)
		if err != nil {
			said.Error = err.Error()
		}
		said.Rows = rows
		line, err := json.Marshal(said)
		if err != nil {
			panic(err)
		}
		fmt.Println(string(line))
	}
}

func read(asked question) ([]any, error) {
	if asked.Reader == "" {
		return readFile(asked.File)
	}
	// Names belong to one schema alone.
	writer, err := avro.ParseWithCache(asked.Writer, "", &avro.SchemaCache{})
	if err != nil {
		return nil, err
	}
	reader, err := avro.ParseWithCache(asked.Reader, "", &avro.SchemaCache{})
	if err != nil {
		return nil, err
	}
	schema, err := avro.NewSchemaCompatibility().Resolve(reader, writer)
	if err != nil {
		return nil, err
	}
	var rows []any
	for _, text := range asked.Data {
		data, err := hex.DecodeString(text)
		if err != nil {
			panic(err)
		}
		var value any
		if err := avro.Unmarshal(schema, data, &value); err != nil {
			return nil, err
		}
		rows = append(rows, plain(value))
	}
	return rows, nil
}

func readFile(path string) ([]any, error) {
	file, err := os.Open(path)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	decoder, err := ocf.NewDecoder(file, ocf.WithDecoderSchemaCache(&avro.SchemaCache{}))
	if err != nil {
		return nil, err
	}
	var rows []any
	for decoder.HasNext() {
		var value any
		if err := decoder.Decode(&value); err != nil {
			return nil, err
		}
		rows = append(rows, plain(value))
	}
	return rows, decoder.Error()
}

// A value as the table of cases has it.
func plain(value any) any {
	switch value := value.(type) {
	case map[string]any:
		// A branch of a union is wrapped; in the table types have names in capitals, and fields have not.
		for key, part := range value {
			if len(value) == 1 && (key == "array" || key == "map" || key != strings.ToLower(key)) {
				return plain(part)
			}
		}
		made := map[string]any{}
		for key, part := range value {
			made[key] = plain(part)
		}
		return made
	case []any:
		made := []any{}
		for _, part := range value {
			made = append(made, plain(part))
		}
		return made
	case []byte:
		return hex.EncodeToString(value)
	case time.Time:
		// A date is the first moment of its day.
		return strings.TrimSuffix(value.UTC().Format("2006-01-02T15:04:05.000000"), "T00:00:00.000000")
	case time.Duration:
		return time.Time{}.Add(value).Format("15:04:05.000000")
	case *big.Rat:
		return strings.TrimRight(value.FloatString(38), "0")
	case avro.LogicalDuration:
		return fmt.Sprintf("%d months, %d days, %d ms", value.Months, value.Days, value.Milliseconds)
	default:
		// A fixed is an array of a length of its own.
		if kind := reflect.TypeOf(value); kind != nil && kind.Kind() == reflect.Array {
			made := reflect.New(kind).Elem()
			made.Set(reflect.ValueOf(value))
			return hex.EncodeToString(made.Bytes())
		}
		return value
	}
}
