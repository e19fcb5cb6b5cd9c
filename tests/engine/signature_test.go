package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"testing"
	"time"
)

func TestASignatureIsOfOneContentAndOneTime(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 24, 0, 0, 0, 5, time.FixedZone("", 5*3600+45*60))
	sig, err := Sign(private, []byte("content"), at)
	if err != nil {
		t.Fatal(err)
	}
	found, err := Check(public, []byte("content"), sig)
	if err != nil || !found.Equal(at) {
		t.Fatalf("%v %v", found, err)
	}
	if _, err := Check(public, []byte("Content"), sig); err == nil {
		t.Fatal("another content passes")
	}
	bytes, err := base64.StdEncoding.DecodeString(sig)
	if err != nil {
		t.Fatal(err)
	}
	for index := range bytes {
		other := append([]byte{}, bytes...)
		other[index] ^= 1
		if _, err := Check(public, []byte("content"), base64.StdEncoding.EncodeToString(other)); err == nil {
			t.Fatalf("byte %d can be changed", index)
		}
	}
	for _, bad := range []string{"", "!", "AAAA", base64.StdEncoding.EncodeToString(make([]byte, 64))} {
		if _, err := Check(public, nil, bad); err == nil {
			t.Fatalf("%q passes", bad)
		}
	}
}
