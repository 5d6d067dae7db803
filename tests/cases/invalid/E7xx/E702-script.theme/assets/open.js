alert("Open!");
