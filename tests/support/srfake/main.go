// Serves franz-go's fake schema registry to a test: prints its address, and ends when the test closes standard input.
package main

import (
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"

	"github.com/twmb/franz-go/pkg/sr/srfake"
)

func main() {
	var options []srfake.Option
	if len(os.Args) > 1 {
		// USER:PASSWORD, of a test.
		options = append(options, srfake.WithAuth("Basic "+base64.StdEncoding.EncodeToString([]byte(os.Args[1]))))
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(listener.Addr())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	fmt.Fprintln(os.Stderr, http.Serve(listener, srfake.NewRegistry(options...).Handler()))
}
