package main

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// get fetches what the registry at root has at path.
func get(root, path string) (io.ReadCloser, error) {
	response, err := http.Get(root + "/dist/" + path)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		response.Body.Close()
		return nil, fmt.Errorf("%s: %s", path, response.Status)
	}
	return response.Body, nil
}

// List gives the list of providers of the registry at root.
func List(root string) (string, error) {
	body, err := get(root, "providers.yaml")
	if err != nil {
		return "", err
	}
	defer body.Close()
	text, err := io.ReadAll(body)
	return string(text), err
}

// Pull unpacks a version of a provider into a folder, which must be there: no folder is made that the archive has no
// entry of.
func Pull(root, directory, version, to string) error {
	body, err := get(root, directory+"/"+version+".tgz")
	if err != nil {
		return err
	}
	defer body.Close()
	return Unpack(body, to)
}

// Unpack unpacks an archive into a folder.
func Unpack(archive io.Reader, to string) error {
	unzipped, err := gzip.NewReader(archive)
	if err != nil {
		return err
	}
	entries := tar.NewReader(unzipped)
	for {
		entry, err := entries.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		target := filepath.Join(to, entry.Name)
		switch entry.Typeflag {
		case tar.TypeDir:
			err = os.Mkdir(target, entry.FileInfo().Mode().Perm())
		case tar.TypeReg:
			var content []byte
			if content, err = io.ReadAll(entries); err == nil {
				err = os.WriteFile(target, content, entry.FileInfo().Mode().Perm())
			}
		default:
			err = fmt.Errorf("%s is neither a file nor a folder", entry.Name)
		}
		if err != nil {
			return err
		}
	}
}

// CheckFolder checks the signature of each file below a folder, and gives a line for each.
func CheckFolder(folder, key string) (string, error) {
	public, err := PublicKey(key)
	if err != nil {
		return "", err
	}
	var lines strings.Builder
	err = filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() || strings.HasSuffix(path, ".sig") {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		sig, err := os.ReadFile(path + ".sig")
		if err != nil {
			return err
		}
		at, err := Check(public, content, string(sig))
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		below, err := filepath.Rel(folder, path)
		fmt.Fprintf(&lines, "%s %s\n", filepath.ToSlash(below), at.Format("2006-01-02T15:04:05.999999999Z07:00"))
		return err
	})
	return lines.String(), err
}
