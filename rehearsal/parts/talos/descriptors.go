package main

import (
	"encoding/base64"

	"github.com/siderolabs/talos/pkg/machinery/api"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
)

// descriptors gives the machine API as a FileDescriptorSet, imports first, so that a client or server in another
// language speaks it without a copy of the .proto files.
func descriptors(struct{}) (any, error) {
	set := &descriptorpb.FileDescriptorSet{}
	seen := map[string]bool{}

	var add func(protoreflect.FileDescriptor)

	add = func(file protoreflect.FileDescriptor) {
		if seen[file.Path()] {
			return
		}

		seen[file.Path()] = true

		for i := range file.Imports().Len() {
			add(file.Imports().Get(i).FileDescriptor)
		}

		set.File = append(set.File, protodesc.ToFileDescriptorProto(file))
	}

	for _, file := range api.TalosAPIdAllAPIs() {
		add(file)
	}

	out, err := proto.Marshal(set)
	if err != nil {
		return nil, err
	}

	return map[string]string{"fileDescriptorSet": base64.StdEncoding.EncodeToString(out)}, nil
}
